using RewardServer.Dialects.Cohere;
using RewardServer.Dialects.Infinity;
using RewardServer.Dialects.Jina;
using RewardServer.Dialects.KServe;
using RewardServer.Dialects.LlamaCpp;
using RewardServer.Dialects.LlamaFactory;
using RewardServer.Dialects.Lmdeploy;
using RewardServer.Dialects.MsSwift;
using RewardServer.Dialects.Nim;
using RewardServer.Dialects.OpenAi;
using RewardServer.Dialects.OpenR;
using RewardServer.Dialects.OpenRlhf;
using RewardServer.Dialects.Sglang;
using RewardServer.Dialects.Slime;
using RewardServer.Dialects.Tei;
using RewardServer.Dialects.Vllm;

namespace RewardServer.Dialects;

/// <summary>The dialects. Where several share a root path, errors about that are told in the first one's shape.</summary>
internal static class AllDialects
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<IDialect> All { get; } =
    [
        new VllmDialect(),
        new SglangDialect(),
        new OpenAiDialect(),
        new JinaDialect(),
        new CohereDialect(),
        new InfinityDialect(),
        new LmdeployDialect(),
        new LlamaCppDialect(),
        new KServeDialect(),
        new TeiDialect(),
        new OpenRlhfDialect(),
        new SlimeDialect(),
        new LlamaFactoryDialect(),
        new NimDialect(),
        new OpenRDialect(),
        new MsSwiftDialect(),
    ];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(dialect => dialect.Name)];
}
