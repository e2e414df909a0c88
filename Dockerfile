# docker build -t loupe . && docker run --rm -p 8000:8000 loupe

FROM python:3.11-slim AS build

# Builds of torch for processors only; another index, or none, can be given here.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
# --build-arg EXTRAS=cluster adds Ray Serve.
ARG EXTRAS=

WORKDIR /srv/loupe
RUN python -m venv /srv/venv
COPY constraints.txt ./
RUN /srv/venv/bin/pip install --no-cache-dir ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"} \
      "$(grep '^torch==' constraints.txt)"
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY models models
RUN /srv/venv/bin/pip install --no-cache-dir -c constraints.txt --editable ".${EXTRAS:+[$EXTRAS]}"

FROM python:3.11-slim

RUN groupadd --system --gid 10001 loupe \
  && useradd --system --uid 10001 --gid 10001 --no-create-home loupe
WORKDIR /srv/loupe
COPY --from=build /srv/venv /srv/venv
COPY --from=build /srv/loupe /srv/loupe
COPY static static
COPY templates templates

ENV PATH=/srv/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s CMD ["python", "-c", \
  "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["loupe", "serve", "--host", "0.0.0.0", "--port", "8000"]
