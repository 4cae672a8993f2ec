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
        var encoded = encoder.Encode(new Trajectory(problem, steps)).Value;
        var output = new float[2 * encoded.Input.ReadPositions.Length];
        engine.Run([new InferenceItem { TokenIds = encoded.Input.TokenIds, ReadPositions = encoded.Input.ReadPositions, Output = output }]);
        return [.. output.Chunk(2).Select(o => 1 / (1 + MathF.Exp(o[0] - o[1])))];
    }

    public void Dispose() => engine.Dispose();
}
