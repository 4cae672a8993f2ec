namespace RewardServer.Api;

/// <summary>Which files a served model is replaced by.</summary>
internal sealed class ReloadRequest
{
    /// <summary>
    /// A model folder or checkpoint, relative to the folder of models or to a folder that is served, and below it. Default: the one the model
    /// was loaded from, as it is now.
    /// </summary>
    /// <example>next/arith-prm</example>
    public string? Folder { get; set; }
}
