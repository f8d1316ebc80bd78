# The registry as one image: `serve` (as here), `project`, `migrate` and the others.
FROM python:3.13-slim

WORKDIR /srv/samverkan

COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes --requirement requirements.txt

COPY pyproject.toml requirements.in README.md ./
COPY docs/ docs/
COPY domain/ domain/
COPY registry/ registry/
COPY projections/ projections/
COPY api/ api/
RUN pip install --no-cache-dir --no-deps --no-build-isolation --editable . \
    && python -m compileall -q domain registry projections api

RUN useradd --system --uid 10001 --no-create-home samverkan
USER 10001

EXPOSE 8000
ENTRYPOINT ["samverkan"]
CMD ["serve"]
