namespace RewardServer.Modeling.Templates;

/// <summary>The layout that a chat template renders.</summary>
/// <param name="Layout">A layout's name.</param>
/// <param name="Because">How it was recognised.</param>
internal sealed record RecognizedTemplate(string Layout, string Because)
{
    /// <summary>Whether the template puts BOS first although the layout has none of its own.</summary>
    public bool StartsWithBos { get; init; }
}
