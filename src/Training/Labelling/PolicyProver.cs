using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using RewardServer.Training.Rollouts;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.Labelling;

/// <summary>
/// A policy that finishes solutions. What a try draws follows from the seed, problem, prefix and the number of the try, and the tries of one
/// prefix are a batch of their own: no order of lines, no neighbour and no restart changes a bit (ADR 0120).
/// </summary>
internal sealed class PolicyProver(LoadedPolicy policy, LabelOptions options) : IProver
{
    private const string Whole = "solution"; // its tries are others than those of the empty prefix

    /// <inheritdoc />
    public IEnumerable<bool> Finish(string problem, IReadOnlyList<string> prefix, string referenceAnswer)
    {
        var prompt = policy.Vocabulary.Prompt(problem, prefix);
        return Sample(prompt, options.Rollouts, Key([problem, .. prefix])).Select(written =>
            !written.Response.IsTruncated && AnswerCheck.IsRight([.. prefix, policy.Vocabulary.Decode(written.Response.Ids)], referenceAnswer));
    }

    /// <inheritdoc />
    public IReadOnlyList<IReadOnlyList<string>> Solve(string problem, int count) =>
        [.. Sample(policy.Vocabulary.Prompt(problem), count, Key([Whole, problem])).OrderBy(r => r.Row).Select(r => ResponseSteps.Split(policy.Vocabulary, r.Response.Ids).Texts)];

    private IEnumerable<(int Row, GeneratedResponse Response)> Sample(int[] prompt, int count, ReadOnlySpan<int> key)
    {
        var room = policy.Shape.MaxPositions - prompt.Length;
        if (room < 1)
        {
            throw new InvalidDataException($"Problem and steps have {prompt.Length} tokens, and the policy takes {policy.Shape.MaxPositions}.");
        }

        var randoms = new TaskRandom[count];
        for (var i = 0; i < count; i++)
        {
            randoms[i] = TaskRandom.At([options.Seed, .. key, i]);
        }

        return new ResponseGenerator(policy.Model, policy.Shape.Layers, policy.Vocabulary, Math.Min(options.MaxResponseTokens, room))
            .Sample([.. Enumerable.Repeat(prompt, count)], options.Temperature, randoms);
    }

    /// <summary>128 bits of a digest: texts that differ draw differently.</summary>
    private static int[] Key(IEnumerable<string> texts)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', texts)));
        return [.. Enumerable.Range(0, 4).Select(i => BinaryPrimitives.ReadInt32LittleEndian(digest.AsSpan(4 * i)))];
    }
}
