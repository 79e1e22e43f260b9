# One image for the API, the worker and the migrations; deploy/front-door says which it runs as.
# The base is Debian: the Temporal SDK's native library needs glibc, which Alpine does not have.
FROM node:24.21.0-bookworm-slim AS node

FROM node AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
# Prisma's command line is an optional peer of its client: npm takes it out only once nothing in package.json names it.
RUN node prisma/generate.js && npm run build \
  && npm pkg delete devDependencies && npm prune --ignore-scripts \
  && rm -rf node_modules/@temporalio/core-bridge/releases/*-apple-* node_modules/@temporalio/core-bridge/releases/*-windows-*

FROM node
ARG VERSION
ARG GIT_REF
LABEL org.opencontainers.image.title="Front Door" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${GIT_REF}" \
  org.opencontainers.image.licenses="MIT"
# Nothing is installed in a running container, so nothing that installs stays in the image.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
  /usr/local/bin/yarn /usr/local/bin/yarnpkg /opt/yarn-* \
  && groupadd --gid 2000 front-door && useradd --uid 2000 --gid 2000 --no-create-home --shell /usr/sbin/nologin front-door
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json ./
COPY --chmod=755 deploy/front-door deploy/
USER 2000:2000
EXPOSE 3000
ENTRYPOINT ["/app/deploy/front-door"]
CMD ["api"]
