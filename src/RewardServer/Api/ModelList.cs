namespace RewardServer.Api;

/// <summary>The models that are served.</summary>
/// <param name="Models">The models, ordered by name.</param>
/// <param name="Data">The same as clients of OpenAI's API expect them; the model of requests that name none comes first.</param>
internal sealed record ModelList(IReadOnlyList<ModelInfo> Models, IReadOnlyList<ModelEntry> Data)
{
    /// <summary>Always <c>list</c>.</summary>
    /// <example>list</example>
    public string Object { get; init; } = "list";
}
