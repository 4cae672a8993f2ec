using RewardServer.Inference;
using RewardServer.Inference.Generation;
using RewardServer.Inference.Models;
using RewardServer.Scoring;
using RewardServer.Scoring.Generative;
using RewardServer.Tokenization;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.Tests.RewardModels;

/// <summary>A generative model folder as the server runs it: its tokenizer, its verifier, its graph.</summary>
internal sealed class ServedVerifier : IAsyncDisposable
{
    private readonly ILocalTextGenerator generator;
    private readonly IGenerativeVerifier verifier;

    public ServedVerifier(string path)
    {
        var folder = ModelFolder.Open(path);
        Tokenizer = HuggingFaceTokenizer.Load(path);
        generator = TextGenerators.Load(folder, Tokenizer, new InferenceOptions { Device = "cpu", Threads = 1 });
        verifier = GenerativeVerifiers.Create(folder.Manifest)!;
    }

    public HuggingFaceTokenizer Tokenizer { get; }

    public async Task<VerifierSample> VerifyAsync(LabelledTrajectory trajectory, SamplingOptions? sampling = null)
    {
        var asked = new Trajectory(trajectory.Problem, trajectory.Steps);
        return (await verifier.VerifyAsync(asked, generator, sampling ?? verifier.DefaultSampling, TestContext.Current.CancellationToken)).Value;
    }

    public ValueTask DisposeAsync() => generator.DisposeAsync();
}
