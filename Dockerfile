# The app in a container: docs/operating.md, "Deploy". No secret is an argument or a file of the build: settings come when it
# runs. The base image is pinned by digest (the index of both architectures); dependabot moves tag and digest together.

FROM node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6 AS build
WORKDIR /build
COPY package.json package-lock.json ./
# No install script is needed: those of the development packages fetch a Node and a PostgreSQL for the tests.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY schema ./schema
COPY src ./src
RUN npm run build

FROM node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6 AS dependencies
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6
# git is for the commands that read a repository (`countersign check`, `countersign ledger verify`).
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates git \
  && rm -rf /var/lib/apt/lists/* \
  && mkdir --mode=0700 /data \
  && chown 1000:1000 /data \
  && ln -s /app/dist/cli/main.js /usr/local/bin/countersign
WORKDIR /app
COPY --from=dependencies /build/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY package.json app.yml LICENSE README.md ./
COPY schema ./schema

ENV NODE_ENV=production COUNTERSIGN_DATA=/data
# By number: Kubernetes can tell that it is not root. The user is the base image's "node".
USER 1000:1000
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/readyz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT []
CMD ["node", "--max-semi-space-size=32", "/app/dist/main.js"]
