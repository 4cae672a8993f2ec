using System.Numerics.Tensors;
using RewardServer.Scoring.Generative;

namespace RewardServer.Inference.Generation;

/// <summary>A question whose answers were found in the vocabulary.</summary>
internal sealed record ResolvedQuestion(ChoicePosition Position, string Text, int[] TextIds, int[][] ChoiceIds)
{
    /// <summary>The largest vocabulary id of its text and its answers.</summary>
    public int LargestId => ChoiceIds.SelectMany(ids => ids).Concat(TextIds).Max();

    /// <summary>Whether a token is one of the answers.</summary>
    public bool Mentions(int id) => Array.Exists(ChoiceIds, ids => ids.Contains(id));

    /// <summary>The natural log-probability of each answer: of all its tokens together.</summary>
    public double[] Read(ReadOnlySpan<float> logits)
    {
        var all = LogSum(logits);
        var answers = new double[ChoiceIds.Length];
        for (var i = 0; i < answers.Length; i++)
        {
            var values = new float[ChoiceIds[i].Length];
            for (var j = 0; j < values.Length; j++)
                values[j] = logits[ChoiceIds[i][j]];
            answers[i] = Math.Min(0, LogSum(values) - all);
        }

        return answers;
    }

    /// <summary>log sum e^z, in double precision.</summary>
    public static double LogSum(ReadOnlySpan<float> logits)
    {
        double max = TensorPrimitives.Max(logits), sum = 0;
        foreach (var logit in logits)
            sum += Math.Exp(logit - max);
        return max + Math.Log(sum);
    }
}
