using RewardServer.Inference;
using RewardServer.Inference.Models;
using RewardServer.Scoring;
using RewardServer.Scoring.Formats;
using RewardServer.Tokenization;

namespace RewardServer.Training.Tests.RewardModels;

/// <summary>A model folder as the server runs it: its tokenizer, its layout, its graph; softmax over the two outputs.</summary>
internal sealed class ServedModel : IDisposable
{
    private readonly IInferenceEngine engine;
    private readonly TrajectoryEncoder encoder;

    public ServedModel(string path)
    {
        var folder = ModelFolder.Open(path);
        var tokenizer = HuggingFaceTokenizer.Load(path);
        var format = TrajectoryFormats.Create(folder.Manifest.Format, folder.Manifest.Kind, tokenizer.EncodeText, tokenizer.FindToken);
        encoder = new TrajectoryEncoder(format, tokenizer.EncodeText, folder.Manifest.MaxTokens);
        engine = InferenceEngines.Load(folder, new InferenceOptions { Device = "cpu", Threads = 1 });
    }

    public float[] Score(string problem, IReadOnlyList<string> steps)
    {
        var output = Run(problem, steps);
        return [.. output.Chunk(2).Select(o => 1 / (1 + MathF.Exp(o[0] - o[1])))];
    }

    public float Value(string problem, IReadOnlyList<string> steps) => Run(problem, steps).Single();

    public float LogProbability(string problem, IReadOnlyList<string> steps) => Run(problem, steps).Sum();

    public void Dispose() => engine.Dispose();

    private float[] Run(string problem, IReadOnlyList<string> steps)
    {
        var input = encoder.Encode(new Trajectory(problem, steps)).Value.Input;
        var output = new float[engine.OutputWidth * input.ReadPositions.Length];
        engine.Run([new InferenceItem { TokenIds = input.TokenIds, ReadPositions = input.ReadPositions, Targets = input.Targets, Output = output }]);
        return output;
    }
}
