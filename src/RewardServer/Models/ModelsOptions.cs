namespace RewardServer.Models;

/// <summary>Options of section <c>Models</c>: what is served.</summary>
internal sealed class ModelsOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Models";

    /// <summary>Folder whose sub-folders with a <c>reward.json</c> are served; empty: none but <see cref="Paths"/>.</summary>
    /// <value>The default (null) is the <c>models</c> folder beside the program, or the first one up the tree from there.</value>
    public string? Folder { get; set; }

    /// <summary>More model folders, or Hugging Face checkpoints that are imported on first use.</summary>
    public IList<string> Paths { get; set; } = [];

    /// <summary>The model of requests that name none; null: the only model, when there is one.</summary>
    public string? Default { get; set; }

    /// <summary>The same while the bundled models are served because nothing was named, and <see cref="Default"/> is null.</summary>
    public string? BundledDefault { get; set; }

    /// <summary>Whether clients may have models replaced while the server runs (<c>POST /v1/models/{name}/reload</c>).</summary>
    /// <value>The default is false.</value>
    public bool AllowReload { get; set; }

    /// <summary>Where imported checkpoints are kept.</summary>
    /// <value>The default (null) is <c>rewardserver/imports</c> in the user's cache folder.</value>
    public string? ImportFolder { get; set; }

    /// <summary>Number format checkpoints are imported in: <c>fp32</c> or <c>int8</c>.</summary>
    /// <value>The default is <c>fp32</c>.</value>
    public string ImportPrecision { get; set; } = "fp32";
}
