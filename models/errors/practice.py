"""Answers to exercises that cannot be read."""

from models.errors.base import InvalidInput


class AnswerNotANumber(InvalidInput):
    code = "answer-not-a-number"
    title = "Answer that is not a number"
    message = "“{value}” is not a number; answer with one such as 12, −3 or 9/4."


class AnswerNotAPair(InvalidInput):
    code = "answer-not-a-pair"
    title = "Answer that is not two numbers"
    message = "“{value}” is not rows and columns; answer with two numbers such as 3 × 4."
