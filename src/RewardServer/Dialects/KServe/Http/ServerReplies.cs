namespace RewardServer.Dialects.KServe.Http;

/// <summary>What the server is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Extensions">What it speaks beyond the protocol.</param>
internal sealed record ServerMetadata(string Name, string Version, IReadOnlyList<string> Extensions);

/// <summary>Whether the process runs.</summary>
/// <param name="Live">Always true.</param>
internal sealed record LiveReply(bool Live);

/// <summary>Whether the server takes work.</summary>
/// <param name="Ready">Whether it does.</param>
internal sealed record ReadyReply(bool Ready);

/// <summary>Whether a model takes work.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Ready">Always true: models that are not ready are an error.</param>
internal sealed record ModelReadyReply(string Name, bool Ready);

/// <summary>A model of the repository.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="State">Always READY.</param>
/// <param name="Reason">Always empty.</param>
internal sealed record RepositoryModel(string Name, string Version, string State, string Reason);
