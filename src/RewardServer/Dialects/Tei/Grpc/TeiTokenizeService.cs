using Grpc.Core;
using RewardServer.Health;
using RewardServer.Tokenization;
using Proto = Tei.V1;

namespace RewardServer.Dialects.Tei.Grpc;

/// <summary><c>tei.v1.Tokenize</c>: with the default model's tokenizer.</summary>
internal sealed class TeiTokenizeService(DialectServices services, ServerState state) : Proto.Tokenize.TokenizeBase
{
    private HuggingFaceTokenizer Tokenizer => TextTokens.TokenizerOf(services.Models.Resolve(null));

    /// <inheritdoc/>
    public override Task<Proto.EncodeResponse> Tokenize(Proto.EncodeRequest request, ServerCallContext context)
    {
        if (request.Inputs.Length == 0)
            throw TeiException.Empty("`inputs` cannot be empty");
        var message = new Proto.EncodeResponse();
        message.Tokens.AddRange(TextTokens.Of(Tokenizer, request.Inputs, request.AddSpecialTokens).Select(TeiMessages.ToMessage));
        return Task.FromResult(message);
    }

    /// <inheritdoc/>
    public override async Task TokenizeStream(IAsyncStreamReader<Proto.EncodeRequest> requestStream, IServerStreamWriter<Proto.EncodeResponse> responseStream, ServerCallContext context)
    {
        using var ticket = state.EnterStream();
        await foreach (var request in DialectGrpc.ReadAllAsync(requestStream, state, context))
            await responseStream.WriteAsync(await Tokenize(request, context));
    }

    /// <inheritdoc/>
    public override Task<Proto.DecodeResponse> Decode(Proto.DecodeRequest request, ServerCallContext context) =>
        Task.FromResult(new Proto.DecodeResponse { Text = TextTokens.Decode(Tokenizer, [.. request.Ids.Select(id => id <= int.MaxValue ? (int)id : -1)], request.SkipSpecialTokens) });

    /// <inheritdoc/>
    public override async Task DecodeStream(IAsyncStreamReader<Proto.DecodeRequest> requestStream, IServerStreamWriter<Proto.DecodeResponse> responseStream, ServerCallContext context)
    {
        using var ticket = state.EnterStream();
        await foreach (var request in DialectGrpc.ReadAllAsync(requestStream, state, context))
            await responseStream.WriteAsync(await Decode(request, context));
    }
}
