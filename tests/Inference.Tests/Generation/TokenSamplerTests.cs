using CsCheck;
using RewardServer.Inference.Generation;
using RewardServer.Scoring.Generative;

namespace RewardServer.Inference.Tests.Generation;

public class TokenSamplerTests
{
    [Fact]
    public void Greedy_takes_the_lowest_of_equal_tokens()
    {
        var sampler = new TokenSampler(5);
        Assert.Equal(1, sampler.Pick([0f, 3f, 3f, -1f, 3f], new(), 0));
        Assert.Equal(0, sampler.Pick([-0f, 0f, 0f, -1f, 0f], new(), 0));
        Assert.Equal(1, sampler.Pick([0f, 3f, 3f, -1f, 3f], new() { Temperature = 1, TopK = 1, Seed = 9 }, 4));
    }

    [Fact]
    public void Random_numbers_are_a_function_of_seed_and_step_that_covers_the_interval()
    {
        var seen = new HashSet<double>();
        var tenths = new int[10];
        for (ulong seed = 0; seed < 100; seed++)
        {
            for (var step = 0; step < 100; step++)
            {
                var number = TokenSampler.UnitInterval(seed, step);
                Assert.InRange(number, 0, 1 - 1e-17);
                Assert.Equal(number, TokenSampler.UnitInterval(seed, step));
                Assert.True(seen.Add(number));
                tenths[(int)(number * 10)]++;
            }
        }

        // 10,000 draws: 1,000 expected a tenth, standard deviation 30; five of them either way.
        Assert.All(tenths, count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public void The_samples_of_one_seed_have_unrelated_numbers()
    {
        var options = new SamplingOptions { Seed = 77 };
        var numbers = Enumerable.Range(0, 50).SelectMany(sample => Enumerable.Range(0, 50).Select(step => TokenSampler.UnitInterval(options.ForSample(sample).Seed, step)));
        Assert.Equal(2500, numbers.Distinct().Count());
    }

    [Theory]
    [InlineData(1.0, 1.0, 0)]
    [InlineData(0.7, 1.0, 0)]
    [InlineData(1.5, 0.8, 0)]
    [InlineData(1.0, 1.0, 3)]
    [InlineData(0.9, 0.7, 4)]
    [InlineData(1.0, 1e-9, 0)]
    public void Tokens_come_as_often_as_their_probability_says(double temperature, double topP, int topK)
    {
        const int draws = 20_000;
        float[] logits = [0.5f, 2f, -1f, 1.5f, 2f, -30f, 0f];
        var expected = Probabilities(logits, temperature, topP, topK);
        var counts = new int[logits.Length];
        var sampler = new TokenSampler(logits.Length);
        for (var step = 0; step < draws; step++)
            counts[sampler.Pick(logits, new() { Temperature = temperature, TopP = topP, TopK = topK, Seed = 4 }, step)]++;
        for (var id = 0; id < logits.Length; id++)
        {
            var deviation = Math.Sqrt(draws * expected[id] * (1 - expected[id]));
            Assert.InRange(counts[id], (draws * expected[id]) - (5 * deviation) - 1e-6, (draws * expected[id]) + (5 * deviation) + 1e-6);
        }
    }

    [Fact]
    public void Only_tokens_within_the_cuts_are_ever_chosen()
    {
        var logits = Gen.Float[-6, 6].Array[1, 300];
        Gen.Select(logits, Gen.Double[0.1, 3], Gen.Double[0.01, 1], Gen.Int[0, 40]).Sample(
            (values, temperature, topP, topK) =>
            {
                var sampler = new TokenSampler(values.Length);
                var allowed = Probabilities(values, temperature, topP * (1 + 1e-5), topK);
                for (var step = 0; step < 20; step++)
                    Assert.True(allowed[sampler.Pick(values, new() { Temperature = temperature, TopP = topP, TopK = topK }, step)] > 0);
            },
            iter: 200,
            threads: 1);
    }

    [Fact]
    public void A_token_is_where_the_random_number_falls_among_all_in_the_order_of_their_ids()
    {
        var logits = Gen.OneOf(Gen.Float[-6, 6], Gen.Const(-500f)).Array[1, 300]; // the latter weigh nothing
        Gen.Select(logits, Gen.Double[0.1, 3], Gen.ULong).Sample(
            (values, temperature, seed) =>
            {
                var sampler = new TokenSampler(values.Length);
                var weights = Probabilities(values, temperature, 1, 0);
                for (var step = 0; step < 20; step++)
                {
                    var id = sampler.Pick(values, new() { Temperature = temperature, Seed = seed }, step);
                    var (number, before) = (TokenSampler.UnitInterval(seed, step), weights.Take(id).Sum());
                    Assert.InRange(number, before - 1e-5, before + weights[id] + 1e-5);
                    Assert.True(values[id] > -500 || values.Max() == -500);
                }
            },
            iter: 200,
            threads: 1);
    }

    [Fact]
    public void Among_logits_that_weigh_the_same_the_larger_is_the_better()
    {
        float[] logits = [-1e-15f, 0f, -2e-15f, 0f];
        var sampler = new TokenSampler(4);
        for (ulong seed = 0; seed < 50; seed++)
        {
            Assert.Equal(1, sampler.Pick(logits, new() { Temperature = 1, TopP = 1e-6, Seed = seed }, 0));
            Assert.Contains(sampler.Pick(logits, new() { Temperature = 1, TopK = 2, Seed = seed }, 0), (int[])[1, 3]);
            Assert.Contains(sampler.Pick(logits, new() { Temperature = 1, TopP = 0.6, Seed = seed }, 0), (int[])[0, 1, 3]);
        }
    }

    [Fact]
    public void Extreme_temperatures_stay_in_the_vocabulary()
    {
        float[] logits = [-3e38f, 0f, 5f, 3e38f];
        var sampler = new TokenSampler(4);
        Assert.Equal(3, sampler.Pick(logits, new() { Temperature = double.Epsilon }, 1));
        Assert.Equal(3, sampler.Pick(logits, new() { Temperature = 1, TopP = 0.5 }, 1));
        Assert.InRange(sampler.Pick(logits, new() { Temperature = 1e300 }, 1), 0, 3);
    }

    // The definition, sorted in full and in double precision.
    private static double[] Probabilities(float[] logits, double temperature, double topP, int topK)
    {
        var max = logits.Max();
        var sorted = logits.Select((z, id) => (Weight: Math.Exp((z - max) / temperature), Id: id)).OrderByDescending(c => logits[c.Id]).ThenBy(c => c.Id).ToList();
        if (topK > 0)
            sorted = [.. sorted.Take(topK)];
        var total = sorted.Sum(c => c.Weight);
        var kept = new List<(double Weight, int Id)>();
        foreach (var candidate in sorted)
        {
            if (kept.Count > 0 && kept.Sum(c => c.Weight) >= topP * total)
                break;
            kept.Add(candidate);
        }

        var probabilities = new double[logits.Length];
        foreach (var (weight, id) in kept)
            probabilities[id] = weight / kept.Sum(c => c.Weight);
        return probabilities;
    }
}
