using RewardServer.Training.Models;
using RewardServer.Training.Policies;
using RewardServer.Training.Rollouts;
using RewardServer.Training.Runs;
using RewardServer.Training.Tasks;
using RewardServer.Training.Tests.Policies;
using RewardServer.Training.Tests.RewardModels;
using static TorchSharp.torch;

namespace RewardServer.Training.Tests.Rollouts;

[Collection(TorchTests.Name)]
public sealed class ResponseGeneratorTests
{
    private static readonly int[][] Prompts = [[5, 6, 7], [8], [9, 10, 11, 12, 13, 14]];

    [Theory]
    [InlineData(1)]
    [InlineData(0.7)]
    public void Log_probabilities_of_the_cache_are_those_of_a_whole_pass(double temperature)
    {
        using var policy = TinyPolicies.Create(2);
        var responses = Sample(policy, Prompts, temperature);

        using var untracked = no_grad();
        for (var i = 0; i < Prompts.Length; i++)
        {
            var batch = Batch.Create([PolicyExample.Lay(Prompts[i], responses[i].Ids)], CPU);
            var whole = TokenLogProbabilities.Of(policy, batch, temperature).data<float>().ToArray();
            Assert.Equal(whole.Length, responses[i].LogProbabilities.Length);
            Assert.All(whole.Zip(responses[i].LogProbabilities), p => Assert.Equal(p.First, p.Second, 1e-4f));
        }
    }

    [Fact]
    public void Company_does_not_change_what_a_row_draws()
    {
        using var policy = TinyPolicies.Create(2);
        var together = Sample(policy, Prompts, 1);

        for (var i = 0; i < Prompts.Length; i++)
        {
            var alone = new ResponseGenerator(policy, TinyPolicies.Shape.Layers, TinyPolicies.Vocabulary, 20).Sample([Prompts[i]], 1, [TaskRandom.At(7, i)]).Single();
            Assert.Equal(together[i].Ids, alone.Response.Ids);
        }
    }

    [Fact]
    public void Response_ends_with_the_end_token_or_at_the_longest_length()
    {
        using var policy = TinyPolicies.Create(2);
        using (no_grad())
        {
            policy.Parameters[Backbone.Embedding][TinyPolicies.Vocabulary.End].mul_(4); // more likely than one in a thousand
        }

        var responses = Sample(policy, [.. Enumerable.Range(0, 40).Select(i => new[] { i + 1 })], 1);

        Assert.All(responses, r => Assert.Equal(r.IsTruncated, r.Ids[^1] != TinyPolicies.Vocabulary.End));
        Assert.All(responses.Where(r => r.IsTruncated), r => Assert.Equal(20, r.Ids.Length));
        Assert.All(responses, r => Assert.DoesNotContain(TinyPolicies.Vocabulary.End, r.Ids[..^1]));
    }

    [Fact]
    public void Draws_follow_the_probabilities()
    {
        using var scope = NewDisposeScope();
        var logProbabilities = tensor([0.5f, 0f, 0.2f, 0.3f]).log().unsqueeze(0).expand(4, 4);

        var (tokens, chosen) = Sampling.Draw(logProbabilities, [0, 0.4999, 0.5001, 0.9999]);

        Assert.Equal([0, 0, 2, 3], tokens);
        Assert.Equal(Math.Log(0.2), chosen[2], 1e-6);
    }

    private static GeneratedResponse[] Sample(Backbone policy, int[][] prompts, double temperature)
    {
        var generator = new ResponseGenerator(policy, TinyPolicies.Shape.Layers, TinyPolicies.Vocabulary, 20);
        return [.. generator.Sample(prompts, temperature, [.. prompts.Select((_, i) => TaskRandom.At(7, i))]).OrderBy(r => r.Row).Select(r => r.Response)];
    }
}
