using Microsoft.Extensions.Options;
using RewardServer.Inference.Generation;
using RewardServer.Models;
using RewardServer.Scoring.Layouts;

namespace RewardServer.Remote;

/// <summary>Connects model folders without a graph to the servers that the configuration names for them.</summary>
internal sealed class RemoteGeneratorFactory(IOptions<RemoteModels> models, TimeProvider time)
{
    /// <summary>The model that writes for a folder; nothing is sent before the first request.</summary>
    /// <exception cref="ModelLoadException">The configuration does not say where it is.</exception>
    public ModelWriter Create(ModelInput input)
    {
        if (!models.Value.TryGetValue(input.Name, out var options))
            throw new ModelLoadException($"The model '{input.Name}' has no graph (graph.executor is remote), and nothing says which server writes for it: set {RemoteModels.Section}:{input.Name}:Address and {RemoteModels.Section}:{input.Name}:Model.");
        var generator = new RemoteTextGenerator(options, Protocol(options, input), time);
        return new(generator, generator.Device, input.MaxTokens, $"{options.Address.TrimEnd('/')}\n{options.Model}\n{options.Protocol}");
    }

    /// <summary>Fails when the configuration names a server for a model that is not served.</summary>
    /// <exception cref="ModelLoadException">It does: a name is misspelt, or its folder is missing.</exception>
    public void RequireServed(IReadOnlyCollection<string> served)
    {
        if (models.Value.Keys.FirstOrDefault(name => !served.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw new ModelLoadException($"{RemoteModels.Section}:{unknown} names no model that is served; served are {string.Join(", ", served)}. Import it with --remote, or remove the section.");
    }

    private static IRemoteProtocol Protocol(RemoteOptions options, ModelInput input)
    {
        if (options.Protocol == RemoteProtocol.Chat)
            return new ChatProtocol(options.ContinuesReply);
        var layout = ChatLayouts.Create(input.Manifest.Format, input.Tokenizer.EncodeText, input.Tokenizer.FindToken);
        return new CompletionsProtocol(new PromptEncoder(layout, input.Tokenizer), input.Tokenizer, input.MaxTokens);
    }
}
