namespace RewardServer.Remote;

/// <summary>Section <c>Remote</c>: for each model folder without a graph, by the model's name, the server that writes for it.</summary>
internal sealed class RemoteModels : Dictionary<string, RemoteOptions>
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Remote";

    /// <summary>Names are compared as configuration keys are.</summary>
    public RemoteModels()
        : base(StringComparer.OrdinalIgnoreCase)
    {
    }
}
