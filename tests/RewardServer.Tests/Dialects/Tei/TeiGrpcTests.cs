using Grpc.Core;
using RewardServer.Tests.Support;
using Proto = Tei.V1;

namespace RewardServer.Tests.Dialects.Tei;

[Collection(BundledServer.Collection)]
public sealed class TeiGrpcTests(BundledServer bundled)
{
    private const string Problem = "Tom has 3 apples and buys 4 more. How many has he?";

    private TestServer Server => bundled.Server;

    [Fact]
    public async Task Predictions_are_those_over_HTTP()
    {
        var (http, _) = await bundled.PostAsync("/predict", """{"inputs":"I like you."}""");
        var one = await Server.CallAsync<Proto.PredictRequest, Proto.PredictResponse>("tei.v1.Predict", "Predict", new() { Inputs = "I like you." });
        Assert.Equal(http[0]!["score"]!.GetValue<float>(), Assert.Single(one.Predictions).Score);
        Assert.Equal("LABEL_0", one.Predictions[0].Label);
        Assert.True(one.Metadata.ComputeTokens > 0 && one.Metadata.ComputeChars == 11);

        var pair = await Server.CallAsync<Proto.PredictPairRequest, Proto.PredictResponse>("tei.v1.Predict", "PredictPair", new() { Inputs = { Problem, "He has 7." }, RawScores = true });
        Assert.Equal(await bundled.ScoreAsync("arith-orm", Problem, "He has 7."), Assert.Single(pair.Predictions).Score);
        var streamed = await Server.StreamAsync<Proto.PredictRequest, Proto.PredictResponse>("tei.v1.Predict", "PredictStream", new() { Inputs = "I like you." }, new() { Inputs = "7" });
        Assert.Equal(2, streamed.Count);
        Assert.Equal(one.Predictions, streamed[0].Predictions);
    }

    [Fact]
    public async Task Ranks_are_those_over_HTTP()
    {
        var (http, _) = await bundled.PostAsync("/rerank", $$"""{"query":"{{Problem}}","texts":["He has 9.","He has 7."]}""");
        var ranks = await Server.CallAsync<Proto.RerankRequest, Proto.RerankResponse>("tei.v1.Rerank", "Rerank", new() { Query = Problem, Texts = { "He has 9.", "He has 7." } });
        Assert.Equal(http.AsArray().Select(rank => ((uint)rank!["index"]!.GetValue<int>(), rank["score"]!.GetValue<float>())), ranks.Ranks.Select(rank => (rank.Index, rank.Score)));
        Assert.False(ranks.Ranks[0].HasText);

        var streamed = await Server.GatherAsync<Proto.RerankStreamRequest, Proto.RerankResponse>(
            "tei.v1.Rerank", "RerankStream", new() { Query = Problem, Text = "He has 9.", ReturnText = true }, new() { Query = Problem, Text = "He has 7." });
        Assert.Equal(ranks.Ranks.Select(rank => (rank.Index, rank.Score)), streamed.Ranks.Select(rank => (rank.Index, rank.Score)));
        Assert.Contains("He has 7.", streamed.Ranks.Select(rank => rank.Text));
    }

    [Fact]
    public async Task Too_long_is_an_error_unless_it_may_be_cut()
    {
        var text = string.Concat(Enumerable.Repeat("12345 ", 2000));
        await FailsAsync(StatusCode.InvalidArgument, new() { Inputs = text });
        using var call = Server.CallAsync<Proto.PredictRequest, Proto.PredictResponse>("tei.v1.Predict", "Predict", new() { Inputs = text, Truncate = true });
        Assert.Equal("1", (await call.ResponseHeadersAsync).GetValue("x-truncated"));
        await call;
    }

    [Fact]
    public async Task Errors_have_its_statuses()
    {
        await FailsAsync(StatusCode.InvalidArgument, new() { Inputs = "" });
        await FailsAsync(StatusCode.InvalidArgument, new() { Inputs = "a", TruncationDirection = (Proto.TruncationDirection)7 });
        var three = await Assert.ThrowsAsync<RpcException>(async () => await Server.CallAsync<Proto.PredictPairRequest, Proto.PredictResponse>("tei.v1.Predict", "PredictPair", new() { Inputs = { "a", "b", "c" } }));
        Assert.Equal(StatusCode.InvalidArgument, three.StatusCode);
        var none = await Assert.ThrowsAsync<RpcException>(() => Server.GatherAsync<Proto.RerankStreamRequest, Proto.RerankResponse>("tei.v1.Rerank", "RerankStream"));
        Assert.Equal(StatusCode.InvalidArgument, none.StatusCode);

        await using var steps = await TestServer.StartAsync();
        var backend = await Assert.ThrowsAsync<RpcException>(async () => await steps.CallAsync<Proto.PredictRequest, Proto.PredictResponse>("tei.v1.Predict", "Predict", new() { Inputs = "a" }));
        Assert.Equal(StatusCode.FailedPrecondition, backend.StatusCode);
    }

    [Fact]
    public async Task Info_and_tokens()
    {
        var info = await Server.CallAsync<Proto.InfoRequest, Proto.InfoResponse>("tei.v1.Info", "Info", new());
        Assert.Equal(("arith-orm", Proto.ModelType.Reranker, 1024u), (info.ModelId, info.ModelType, info.MaxInputLength));
        var tokens = await Server.CallAsync<Proto.EncodeRequest, Proto.EncodeResponse>("tei.v1.Tokenize", "Tokenize", new() { Inputs = "He has 7." });
        var text = await Server.CallAsync<Proto.DecodeRequest, Proto.DecodeResponse>("tei.v1.Tokenize", "Decode", new() { Ids = { tokens.Tokens.Select(token => token.Id) } });
        Assert.Equal("He has 7.", text.Text);
    }

    private async Task FailsAsync(StatusCode status, Proto.PredictRequest request) =>
        Assert.Equal(status, (await Assert.ThrowsAsync<RpcException>(async () => await Server.CallAsync<Proto.PredictRequest, Proto.PredictResponse>("tei.v1.Predict", "Predict", request))).StatusCode);
}
