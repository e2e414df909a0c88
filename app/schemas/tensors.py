"""`GET /api/v1/models/{name}/tensors`."""

from typing import Literal

from pydantic import BaseModel, Field


class TensorDescription(BaseModel):
    name: str = Field(examples=["decoder.attention.query"])
    shape: list[int] = Field(examples=[[512, 512]])
    dtype: Literal["float32"] = "float32"


class TensorsResponse(BaseModel):
    tensors: list[TensorDescription]
