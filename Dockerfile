# The server as an image: the one binary, the roots of TLS, and a folder for what it keeps. Nothing else is in it, no shell either.
#
#   docker build -t shiming .
#   docker run -v shiming:/data -p 127.0.0.1:8080:8080 -e PUBLIC_URL=https://verify.example.com -e SANDBOX=false … shiming
#
# TLS is a proxy's. What else is set is in infra/server/README.md.
FROM golang:1.26 AS build
WORKDIR /src
COPY . .
RUN make server OUT=/out/shiming && mkdir -m 700 /out/data

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/shiming /shiming
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
ENV HOST=0.0.0.0 DATA_DIR=/data
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/shiming"]
