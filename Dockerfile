# Two stages: wheels are built in the first, the second holds Python and what runs.
FROM python:3.12-slim AS build
WORKDIR /src
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN python -m venv /opt/coldtrace && /opt/coldtrace/bin/pip install --no-cache-dir -r requirements.lock
COPY app app
COPY labels labels
COPY migrations migrations
RUN /opt/coldtrace/bin/pip install --no-cache-dir --no-deps . && /opt/coldtrace/bin/pip uninstall -y pip

FROM python:3.12-slim
RUN useradd --system --uid 10001 --create-home --home-dir /data coldtrace
COPY --from=build /opt/coldtrace /opt/coldtrace
USER coldtrace
ENV PATH=/opt/coldtrace/bin:$PATH COLDTRACE_HOME=/data COLDTRACE_HOST=0.0.0.0
VOLUME /data
EXPOSE 8642
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f\"http://127.0.0.1:{os.environ.get('COLDTRACE_PORT', '8642')}/healthz\", timeout=4)"]
CMD ["coldtrace", "serve"]
