using System.Globalization;
using Reward.V1;
using RewardServer.Client;
using RewardServer.Scoring.Manifests;
using RewardServer.Training.RewardModels.Implicit;

namespace RewardServer.Training.Rewards;

/// <summary>
/// An implicit reward model on the server: its model folder is made anew of every version by <c>rewardserver import</c>, and the server is asked to
/// reload it. Rewards then name the version's fingerprint, so that none is ever another's.
/// </summary>
/// <param name="name">The name it is served under.</param>
/// <param name="folder">Where its model folder is made; the server reads it there.</param>
/// <param name="reference">The checkpoint of its reference.</param>
/// <param name="beta">What log-ratios are multiplied with.</param>
internal sealed class ServedPair(string name, string folder, string reference, double beta)
{
    private readonly string layout = Path.Combine(folder, "layout.json");

    /// <summary>The folder to serve.</summary>
    public string ModelFolder => Path.Combine(folder, name);

    /// <summary>Makes the model folder of a version, in place of the one before.</summary>
    /// <exception cref="InvalidOperationException">It cannot be imported.</exception>
    public void Import(string checkpoint)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(layout, ManifestJson.WriteFormat(ImplicitEncoder.Format));
        RewardServerProgram.Run(
        [
            "import", Path.GetFullPath(checkpoint), "--reference", Path.GetFullPath(reference), "--layout", Path.GetFullPath(layout), "--name", name, "--models", Path.GetFullPath(folder),
            "--beta", beta.ToString("R", CultureInfo.InvariantCulture), "--reading", ImplicitManifest.Single, "--replace",
        ]);
    }

    /// <summary>A host of its versions.</summary>
    /// <param name="client">The server.</param>
    /// <param name="rewards">Who asks for rewards: of the version that is served, from then on.</param>
    /// <param name="patience">How failures that pass are waited out.</param>
    public IRewardModelHost Host(RewardClient client, ServerRewards rewards, ServerPatience patience) => new Versions(this, client, rewards, patience);

    private string Reload(RewardClient client, ServerPatience patience, CancellationToken cancellationToken)
    {
        var request = new ReloadModelRequest { Name = name };
        try
        {
            return patience.WaitAsync(timeout => client.ReloadModelAsync(request, timeout, cancellationToken), cancellationToken).GetAwaiter().GetResult().Fingerprint;
        }
        catch (RewardException exception) when (exception.Code is "unknown_model" or "forbidden")
        {
            throw new InvalidOperationException($"The reward server does not serve the pair in training: {exception.Message}. Start it with --model {Path.GetFullPath(ModelFolder)} --allow-reload.", exception);
        }
    }

    private sealed class Versions(ServedPair pair, RewardClient client, ServerRewards rewards, ServerPatience patience) : IRewardModelHost
    {
        public void Serve(string checkpoint, CancellationToken cancellationToken)
        {
            pair.Import(checkpoint);
            rewards.Model = $"{pair.ModelName}@{pair.Reload(client, patience, cancellationToken)}";
        }
    }

    private string ModelName => name;
}
