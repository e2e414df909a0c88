"""Every bound, once: checks, error texts, schemas, pages and docs read it here."""

BODY_BYTES = 8 * 2**20

SENTENCE_CHARACTERS = 2_000
SENTENCE_TOKENS = 128
PASS_TOKENS = 40
"""A text of several sentences that is longer than this is translated sentence by sentence."""
SENTENCES = 100
"""In one text; only very short ones come so many."""
TARGET_TOKENS_DEFAULT = 96
TARGET_TOKENS = 128
STEPS = 256
"""Decoder steps in one answer with every number of theirs: some tens of megabytes."""
BEAM_SIZE_DEFAULT = 5
BEAM_SIZE = 10
LENGTH_PENALTY_DEFAULT = 1.0
LENGTH_PENALTY = 2.0

GRID_SIDE = 1_024
GRID_CHANNELS = 4
GRID_CELLS = GRID_CHANNELS * GRID_SIDE * GRID_SIDE
MAGNITUDE = 1e100
"""Largest absolute value of a number; the sum of any allowed products stays finite."""
CELL_CHARACTERS = 400
"""Longest text of one number in a CSV file."""
NPY_HEADER_BYTES = 4_096
JPEG_SCANS = 64
"""A progressive JPEG has about ten; thousands of tiny ones cost minutes to decode."""

RANDOM_MAGNITUDE = 1_000_000
"""Of numbers drawn at random."""

KERNEL_SIDE = 31
CHANNELS = 64
STRIDE = GRID_SIDE
DILATION = 64
PADDING = 512
STACK_LAYERS = 5
"""In a stack of which the receptive field is asked."""
FRAMES_DEFAULT = 64
FRAMES = 4_096
MULTIPLY_ADDS = 2**32
"""Of one request: some seconds on one core."""
ANSWER_NUMBERS = 6 * 2**20
"""Numbers in one answer: padded input and output together; the same again for the products."""

ANIMATION_FRAMES = 400
ANIMATION_PIXELS = 2**27
"""Of all pictures of an animation together: some seconds of drawing."""
ANIMATION_SPEED = 25.0
"""Steps a second; browsers show no GIF much faster."""
ANIMATION_SPEED_LEAST = 0.2
ANIMATION_SPEED_DEFAULT = 2.0

LEARN_INPUT_SIDE = 64
LEARN_KERNEL_SIDE = 7
LEARN_STEPS = 500
"""Updates of a kernel that learns; all of their numbers together fit one answer."""
LEARN_STEPS_DEFAULT = 10
LEARN_MAGNITUDE = 1e6
"""Of a number that is given; what the descent makes of it may go up to MAGNITUDE."""
LEARNING_RATE = 1e6
LEARNING_RATE_DEFAULT = 0.03

MATRIX_SIDE = 8
"""Of a layer shown as matrices, its padding included: they have at most 64 rows and columns."""

EXPLAINED_TOKENS = 16
"""Longest word of a translation that is explained: each source token is occluded for it."""

ATTEND_SIDE = 16
"""Queries, keys, and the numbers in each of them, in the laboratory of attention."""
ATTEND_HIDDEN_DEFAULT = 4
"""Hidden units of additive weights that are drawn."""
SEED = 2**32 - 1
