using Google.Protobuf;
using Grpc.Core;
using Inference;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Dialects.KServe;

[Collection(BundledServer.Collection)]
public sealed class InferenceGrpcTests(BundledServer bundled)
{
    private const string Service = "inference.GRPCInferenceService";
    private const string Problem = "Tom has 3 apples and buys 4 more. How many has he?";
    private const string Response = "Tom starts with 3.\n\nHe has 3 + 4 = 7.";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Scores_are_those_of_the_native_api_however_tensors_are_sent(bool isRaw)
    {
        var reply = await InferAsync(bundled.Server, Request("arith-prm", isRaw));
        var native = await bundled.NativeAsync("arith-prm", Problem, Response);
        Assert.Equal(["score", "step_scores", "step_offsets"], reply.Outputs.Select(output => output.Name));
        Assert.Equal([1L, 1], reply.Outputs[0].Shape);
        Assert.Equal([native["score"]!.GetValue<float>()], KServeBody.Floats(reply.RawOutputContents[0].ToByteArray()));
        Assert.Equal(native["steps"]!.AsArray().Select(step => step!["score"]!.GetValue<float>()), KServeBody.Floats(reply.RawOutputContents[1].ToByteArray()));
        Assert.Equal([0L, 2], KServeBody.Integers(reply.RawOutputContents[2].ToByteArray()));
    }

    [Fact]
    public async Task Numbers_may_come_in_typed_lists()
    {
        var tokens = bundled.TokensOf("arith-orm", Problem, "He has 9.");
        var request = new ModelInferRequest { ModelName = "reward_model", Id = "x", Outputs = { new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "rewards" } } };
        request.Inputs.Add(new ModelInferRequest.Types.InferInputTensor { Name = "tokens", Datatype = "INT32", Shape = { 1, tokens.Length }, Contents = new() { IntContents = { tokens } } });
        var reply = await InferAsync(bundled.Server, request);
        Assert.Equal(("reward_model", "x"), (reply.ModelName, reply.Id));
        Assert.Equal([await bundled.ScoreAsync("arith-orm", Problem, "He has 9.")], KServeBody.Floats(Assert.Single(reply.RawOutputContents).ToByteArray()));
    }

    [Fact]
    public async Task Server_and_models_describe_themselves()
    {
        Assert.True((await bundled.Server.CallAsync<ServerLiveRequest, ServerLiveResponse>(Service, "ServerLive", new())).Live);
        Assert.True((await bundled.Server.CallAsync<ServerReadyRequest, ServerReadyResponse>(Service, "ServerReady", new())).Ready);
        Assert.True((await bundled.Server.CallAsync<ModelReadyRequest, ModelReadyResponse>(Service, "ModelReady", new() { Name = "arith-prm", Version = "1" })).Ready);
        Assert.Contains("binary_tensor_data", (await bundled.Server.CallAsync<ServerMetadataRequest, ServerMetadataResponse>(Service, "ServerMetadata", new())).Extensions);
        var metadata = await bundled.Server.CallAsync<ModelMetadataRequest, ModelMetadataResponse>(Service, "ModelMetadata", new() { Name = "arith-orm" });
        Assert.Equal(["score"], metadata.Outputs.Select(output => output.Name));
        var config = (await bundled.Server.CallAsync<ModelConfigRequest, ModelConfigResponse>(Service, "ModelConfig", new() { Name = "reward_model" })).Config;
        Assert.Equal(("reward_model", 1024, DataType.TypeString), (config.Name, config.MaxBatchSize, config.Input[0].DataType));
        Assert.Equal([1L], config.Output[0].Dims);
        Assert.Equal(4, (await bundled.Server.CallAsync<RepositoryIndexRequest, RepositoryIndexResponse>(Service, "RepositoryIndex", new())).Models.Count);
    }

    [Fact]
    public async Task Contents_and_raw_contents_exclude_each_other()
    {
        var request = Request("arith-prm", isRaw: false);
        request.RawInputContents.Add(ByteString.Empty);
        await AssertFailsAsync(StatusCode.InvalidArgument, request);
        request.RawInputContents.Add(ByteString.Empty);
        await AssertFailsAsync(StatusCode.InvalidArgument, request);
        var wrong = Request("arith-prm", isRaw: false);
        wrong.Inputs[0].Contents = new() { Int64Contents = { 1 } };
        await AssertFailsAsync(StatusCode.InvalidArgument, wrong);
    }

    [Fact]
    public async Task Errors_have_the_statuses_of_the_protocol()
    {
        await AssertFailsAsync(StatusCode.NotFound, Request("none", isRaw: true));
        await AssertFailsAsync(StatusCode.InvalidArgument, new() { ModelName = "arith-prm" });

        var (server, engine) = await TestServer.StartGatedAsync(("Server:MaxPendingTokens", "1"));
        await using var _ = server;
        var busy = server.PostAsync(Bodies.Valid);
        await engine.WhenEnteredAsync();
        var refused = await Assert.ThrowsAsync<RpcException>(() => InferAsync(server, Request("tiny-prm", isRaw: true)));
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        Assert.Equal("1000", refused.Trailers.GetValue("retry-pushback-ms"));
        engine.Open();
        await busy;
    }

    [Fact]
    public async Task A_stream_answers_each_request_and_survives_a_wrong_one()
    {
        var wrong = Request("none", isRaw: true);
        wrong.Id = "wrong";
        var replies = await bundled.Server.StreamAsync<ModelInferRequest, ModelStreamInferResponse>(Service, "ModelStreamInfer", Request("arith-orm", isRaw: true), wrong, Request("arith-orm", isRaw: false));
        Assert.Equal(["", "wrong", ""], replies.Select(reply => reply.InferResponse.Id));
        Assert.Contains("there is no model", replies[1].ErrorMessage);
        Assert.Equal(replies[0].InferResponse.RawOutputContents, replies[2].InferResponse.RawOutputContents);
    }

    [Fact]
    public async Task What_it_did_not_need_is_named_in_the_metadata()
    {
        var request = Request("arith-orm", isRaw: false);
        request.Parameters["frobs"] = new() { BoolParam = true };
        using var call = bundled.Server.CallAsync<ModelInferRequest, ModelInferResponse>(Service, "ModelInfer", request);
        Assert.Equal("parameters.frobs", (await call.ResponseHeadersAsync).GetValue("x-ignored-fields"));
        await call;
    }

    private static async Task<ModelInferResponse> InferAsync(TestServer server, ModelInferRequest request) => await server.CallAsync<ModelInferRequest, ModelInferResponse>(Service, "ModelInfer", request);

    private async Task AssertFailsAsync(StatusCode status, ModelInferRequest request) =>
        Assert.Equal(status, (await Assert.ThrowsAsync<RpcException>(() => InferAsync(bundled.Server, request))).StatusCode);

    private static ModelInferRequest Request(string model, bool isRaw)
    {
        var request = new ModelInferRequest { ModelName = model };
        foreach (var (name, text) in new[] { ("problem", Problem), ("response", Response) })
        {
            var input = new ModelInferRequest.Types.InferInputTensor { Name = name, Datatype = "BYTES", Shape = { 1, 1 } };
            if (isRaw)
                request.RawInputContents.Add(ByteString.CopyFrom([.. BitConverter.GetBytes(text.Length), .. System.Text.Encoding.ASCII.GetBytes(text)]));
            else
                input.Contents = new() { BytesContents = { ByteString.CopyFromUtf8(text) } };
            request.Inputs.Add(input);
        }
        return request;
    }
}
