using RewardServer.Training.Models;
using RewardServer.Training.Tasks;
using static TorchSharp.torch;

namespace RewardServer.Training.Rollouts;

/// <summary>
/// Writes responses for many prompts at once with a key/value cache. Prompts of unequal length need no padding: all rows start at their
/// first token, and a row whose prompt is longer is fed the rest of it while others already write. Rows that end leave the batch.
/// </summary>
/// <param name="policy">Who writes.</param>
/// <param name="layers">Its layers.</param>
/// <param name="vocabulary">Its tokens.</param>
/// <param name="maxTokens">Tokens of a response at most.</param>
internal sealed class ResponseGenerator(Backbone policy, int layers, PolicyVocabulary vocabulary, int maxTokens)
{
    /// <summary>Samples responses, and yields each as it ends, with the index of its prompt.</summary>
    /// <param name="prompts">Token ids.</param>
    /// <param name="temperature">Of the softmax, above 0.</param>
    /// <param name="randoms">One a prompt: what a row draws does not depend on the others.</param>
    public IEnumerable<(int Row, GeneratedResponse Response)> Sample(IReadOnlyList<int[]> prompts, double temperature, IReadOnlyList<TaskRandom> randoms) =>
        Generate(prompts, temperature, randoms);

    /// <summary>The likeliest token each time.</summary>
    public GeneratedResponse[] Greedy(IReadOnlyList<int[]> prompts)
    {
        var responses = new GeneratedResponse[prompts.Count];
        foreach (var (row, response) in Generate(prompts, 0, null))
        {
            responses[row] = response;
        }

        return responses;
    }

    private IEnumerable<(int Row, GeneratedResponse Response)> Generate(IReadOnlyList<int[]> prompts, double temperature, IReadOnlyList<TaskRandom>? randoms)
    {
        using var cache = new KeyValueCache(layers);
        var writing = prompts.Select((prompt, row) => new Writing(row, prompt)).ToList();
        var position = prompts.Min(prompt => prompt.Length);
        var fed = prompts.SelectMany(prompt => prompt.Take(position)).Select(id => (long)id).ToArray();
        while (writing.Count > 0)
        {
            var numbers = randoms is null ? null : writing.Select(w => w.IsReading(position) ? 0 : randoms[w.Row].Unit()).ToArray();
            var (tokens, logProbabilities) = Next(fed, writing.Count, cache, temperature, numbers);
            for (var i = 0; i < writing.Count; i++)
            {
                tokens[i] = writing[i].Take(position, (int)tokens[i], logProbabilities[i]);
            }

            var left = Enumerable.Range(0, writing.Count).Where(i => !writing[i].HasEnded(vocabulary.End, maxTokens)).ToArray();
            foreach (var ended in writing.Where((_, i) => !left.Contains(i)))
            {
                yield return (ended.Row, ended.Response(vocabulary.End));
            }

            if (left.Length < writing.Count)
            {
                cache.Keep(left);
                writing = [.. left.Select(i => writing[i])];
            }

            fed = [.. left.Select(i => tokens[i])];
            position++;
        }
    }

    private (long[] Tokens, float[] LogProbabilities) Next(long[] fed, int rows, KeyValueCache cache, double temperature, double[]? numbers)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var length = fed.Length / rows;
        var last = tensor(Enumerable.Range(1, rows).Select(row => (long)(row * length) - 1).ToArray(), device: policy.Device);
        var logits = policy.NextToken(policy.Hidden(tensor(fed, [rows, length], device: policy.Device), last, cache)); // [rows, V]
        return Sampling.Draw(Sampling.LogProbabilities(logits, temperature), numbers);
    }

    /// <summary>A row that has not ended.</summary>
    private sealed class Writing(int row, int[] prompt)
    {
        private readonly List<int> ids = [];
        private readonly List<float> logProbabilities = [];

        public int Row => row;

        public bool IsReading(int position) => position < prompt.Length;

        /// <summary>Takes the drawn token, or what the prompt says instead; returns which.</summary>
        public int Take(int position, int drawn, float logProbability)
        {
            if (IsReading(position))
            {
                return prompt[position];
            }

            ids.Add(drawn);
            logProbabilities.Add(logProbability);
            return drawn;
        }

        public bool HasEnded(int end, int maxTokens) => ids.Count == maxTokens || (ids.Count > 0 && ids[^1] == end);

        public GeneratedResponse Response(int end) => new([.. ids], [.. logProbabilities], ids[^1] != end);
    }
}
