using static TorchSharp.torch;

namespace RewardServer.Training.Rollouts;

/// <summary>Draws tokens from logits.</summary>
internal static class Sampling
{
    /// <summary>Log-probabilities at a temperature, [N, V]; 0 takes those at temperature 1, from which the likeliest token is then taken.</summary>
    public static Tensor LogProbabilities(Tensor logits, double temperature) =>
        (temperature is 0 or 1 ? logits : logits / temperature).log_softmax(-1);

    /// <summary>
    /// One token a row by inversion: the first whose cumulated probability exceeds the row's number. Tokens without probability are never drawn.
    /// </summary>
    /// <param name="logProbabilities">[N, V].</param>
    /// <param name="numbers">Uniform in [0, 1), [N]; null takes the likeliest token.</param>
    public static (long[] Tokens, float[] LogProbabilities) Draw(Tensor logProbabilities, double[]? numbers)
    {
        using var scope = NewDisposeScope();
        var tokens = numbers is null ? logProbabilities.argmax(-1) : Invert(logProbabilities, numbers);
        var chosen = logProbabilities.gather(1, tokens.unsqueeze(1)).squeeze(1);
        return (tokens.cpu().data<long>().ToArray(), chosen.cpu().data<float>().ToArray());
    }

    /// <summary>The tokens, int64 [N].</summary>
    internal static Tensor Invert(Tensor logProbabilities, double[] numbers)
    {
        var cumulated = logProbabilities.to(float64).exp().cumsum(-1); // [N, V]
        var total = cumulated.narrow(1, cumulated.shape[1] - 1, 1);    // 1 but for rounding
        return (cumulated <= tensor(numbers, device: logProbabilities.device).unsqueeze(1) * total).sum(-1);
    }
}
