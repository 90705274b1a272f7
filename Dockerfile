# syntax=docker/dockerfile:1
# The core: web, workers, beat, relay and operators' commands. `--target sandbox` builds the development stand-ins.

FROM python:3.13.11-slim-bookworm AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
WORKDIR /build
COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt

FROM packages AS sandbox-packages
COPY requirements-dev.txt ./
RUN pip install --require-hashes -r requirements-dev.txt

FROM python:3.13.11-slim-bookworm AS runtime
# One number in all our images, so that they can share volumes; the folders give new volumes their owner.
RUN groupadd --gid 10001 dropwright \
    && useradd --uid 10001 --gid dropwright --no-create-home --home-dir /tmp --shell /usr/sbin/nologin dropwright \
    && install --directory --owner=dropwright --group=dropwright /data /keys
ENV PATH=/venv/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
WORKDIR /app

FROM runtime AS sandbox
COPY --from=sandbox-packages /venv /venv
COPY sandbox sandbox
# What the demo shop's pictures are to show; read as a file.
COPY apps/ops/demo/shop.json apps/ops/demo/shop.json
USER 10001:10001
ENV SANDBOX_DATA=/data
EXPOSE 9000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9000/healthz', timeout=4)"]
CMD ["python", "-m", "sandbox.web", "--host", "0.0.0.0", "--port", "9000"]

FROM runtime AS core
COPY --from=packages /venv /venv
COPY manage.py ./
COPY config config
COPY tenancy tenancy
COPY apps apps
COPY storefront_theme storefront_theme
COPY templates templates
ENV DJANGO_SETTINGS_MODULE=config.settings.production \
    ENVIRONMENT=production \
    BIND=0.0.0.0:8000
# Settings ask for a key; nothing that is collected depends on it, and it is in no layer's environment.
RUN python -m compileall -q config tenancy apps \
    && SECRET_KEY=only-to-collect-static-files python manage.py collectstatic --noinput
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["python", "-m", "gunicorn", "config.wsgi", "-c", "config/gunicorn.py", "--no-control-socket"]
