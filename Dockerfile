# Three stages: the compiler stays behind in the first, and the last holds the built program, its production dependencies
# and nothing else. Native parts come ready-made inside their npm packages, so no stage needs a C++ compiler.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build

FROM node:20-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts

FROM node:20-bookworm-slim
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
RUN mkdir /data && chown 1000:1000 /data
# Everything that is written goes to the volume, SQLite's temporary files too: the root filesystem may be read-only.
ENV NODE_ENV=production \
    DATABASE_URL=sqlite:/data/twokey.db \
    POLICY_FILE=/config/policy.yml \
    SQLITE_TMPDIR=/data
VOLUME /data
USER 1000:1000
EXPOSE 3000 3001
# Alive is enough here: whether clicks can be stored is what /readyz says, and a restart does not mend a full disk.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
    CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.HEALTH_PORT || 3001) + '/livez').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node is the first process and hears SIGTERM itself; it drains within ten seconds.
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "dist/main.js"]
