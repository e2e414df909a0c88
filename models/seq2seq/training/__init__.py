"""Training: corpus -> batches -> loop -> artefact, and the evaluation of what came out."""
