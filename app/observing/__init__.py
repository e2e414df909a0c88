"""What the server says of itself: figures for programs (/metrics), for people (/status), a log.

Nothing in here ever holds what a visitor sent: no text, no upload, no query, no raw address.
"""
