# docker build -t threadgist .
# docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/work" threadgist digest examples/un-cybercrime-treaty.json
FROM python:3.11-slim

WORKDIR /src
COPY constraints.txt .
# torch comes first and by its exact version: a range would pull a build with gigabytes of CUDA libraries.
RUN pip install --no-cache-dir -c constraints.txt torch==2.13.0
COPY pyproject.toml README.md LICENSE ./
COPY pipeline pipeline
COPY configs configs
COPY models models
RUN pip install --no-cache-dir -c constraints.txt '.[mcp,pandas,parquet,server]' && rm -rf /src/*

# Any user may run it: vectors and fetched models are kept here, for as long as a volume is mounted.
ENV THREADGIST_CACHE_DIR=/cache/threadgist HF_HOME=/cache/huggingface
RUN mkdir -m 1777 /cache
VOLUME /cache
WORKDIR /work
USER 65534:65534
ENTRYPOINT ["threadgist"]
