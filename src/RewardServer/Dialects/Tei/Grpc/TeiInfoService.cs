using Grpc.Core;
using Proto = Tei.V1;

namespace RewardServer.Dialects.Tei.Grpc;

/// <summary><c>tei.v1.Info</c>: about the default model.</summary>
internal sealed class TeiInfoService(DialectServices services, TeiInfo info) : Proto.Info.InfoBase
{
    /// <inheritdoc/>
    public override Task<Proto.InfoResponse> Info(Proto.InfoRequest request, ServerCallContext context)
    {
        var model = services.Models.Resolve(null);
        return Task.FromResult(info.Of(model).ToMessage(TeiInfo.IsReranker(model)));
    }
}
