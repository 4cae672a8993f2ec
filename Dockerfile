# syntax=docker/dockerfile:1
# CPU:   docker build -t rewardserver .
# CUDA:  docker build -t rewardserver:cuda --build-arg ONNXRUNTIME=cuda .
ARG ONNXRUNTIME=cpu

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG ONNXRUNTIME
WORKDIR /source
COPY . .
RUN dotnet publish src/RewardServer -c Release -r linux-x64 --self-contained \
    -p:OnnxRuntime=${ONNXRUNTIME} -o /app

FROM mcr.microsoft.com/dotnet/runtime-deps:10.0 AS base-cpu
FROM nvidia/cuda:13.0.1-cudnn-runtime-ubuntu24.04 AS base-cuda

FROM base-${ONNXRUNTIME} AS final
RUN useradd --system --create-home --uid 10001 rewardserver
WORKDIR /app
COPY --from=build /app .
COPY models /models
USER rewardserver
EXPOSE 8080 8081
# The image carries no curl; bash speaks enough HTTP to ask whether every model is loaded and warm.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q ' 200 ' <&3"]
ENTRYPOINT ["/app/rewardserver"]
CMD ["serve", "--host", "0.0.0.0", "--models", "/models"]
