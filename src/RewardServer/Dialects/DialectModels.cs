using Microsoft.Extensions.Options;
using RewardServer.Errors;
using RewardServer.Models;

namespace RewardServer.Dialects;

/// <summary>Finds the model that a dialect's client means.</summary>
internal sealed class DialectModels(ModelCatalog models, IOptions<DialectOptions> options)
{
    /// <summary>What clients send when they mean whatever is served.</summary>
    private static readonly string[] Anything = ["", "default", "default/not-specified"];

    /// <summary>All that are served, ordered by name.</summary>
    /// <exception cref="ApiException">None is loaded yet.</exception>
    public IEnumerable<ServedModel> All => models.All;

    /// <summary>
    /// A served name, an alias, or a path or repository whose last part is a served name (trainers send what they loaded); null and
    /// <c>default</c> are the default model.
    /// </summary>
    /// <exception cref="ApiException">There is no such model, or none is loaded yet.</exception>
    public ServedModel Resolve(string? name)
    {
        if (name is null || Anything.Contains(name))
            return models.Resolve(null);
        if (options.Value.ModelAliases.TryGetValue(name, out var served))
            return models.Resolve(served);
        var last = name.TrimEnd('/')[(name.TrimEnd('/').LastIndexOf('/') + 1)..];
        return models.All.FirstOrDefault(model => model.Name == last) ?? models.Resolve(name);
    }
}
