using CsCheck;
using RewardServer.Scoring.Composition;

namespace RewardServer.Scoring.Tests.Composition;

public sealed class CompositionMethodsTests
{
    private static readonly CompositionOptions Options = new() { Weights = [0.5, 0.3, 0.2], References = [0, 1, -1] };

    [Theory]
    [InlineData(CompositionMethods.WeightedSum, 0.5)] // 0.5 * 0.4 + 0.3 * 0.8 + 0.2 * 0.3
    [InlineData(CompositionMethods.Product, 0.096)]
    [InlineData(CompositionMethods.Min, 0.3)]
    [InlineData(CompositionMethods.Mean, 0.5)]
    [InlineData(CompositionMethods.MeanMinusVariance, 0.5 - (0.5 * (0.01 + 0.09 + 0.04) / 3))]
    [InlineData(CompositionMethods.First, 0.4)]
    // log σ(0.4) = -0.513015, log σ(-0.2) = -0.798139, log σ(1.3) = -0.241008
    [InlineData(CompositionMethods.LogSigmoid, (0.5 * -0.5130152523999526) + (0.3 * -0.7981388693815918) + (0.2 * -0.2410084538329922))]
    public void Values_are_combined(string method, double expected) => Assert.Equal(expected, Combine(method, 0.4, 0.8, 0.3), 1e-5);

    [Theory]
    [InlineData(CompositionMethods.WeightedSum, ((0.5 * 0.4) + (0.2 * 0.3)) / 0.7)] // the others take over the weight
    [InlineData(CompositionMethods.Product, 0.12)]
    [InlineData(CompositionMethods.Min, 0.3)]
    [InlineData(CompositionMethods.Mean, 0.35)]
    [InlineData(CompositionMethods.MeanMinusVariance, 0.35 - (0.5 * 0.0025))]
    [InlineData(CompositionMethods.First, 0.4)]
    [InlineData(CompositionMethods.LogSigmoid, ((0.5 * -0.5130152523999526) + (0.2 * -0.2410084538329922)) / 0.7)]
    public void A_component_without_a_value_is_stood_in_for(string method, double expected) => Assert.Equal(expected, Combine(method, 0.4, null, 0.3), 1e-5);

    [Fact]
    public void The_first_that_says_anything_is_taken() => Assert.Equal(0.8, Combine(CompositionMethods.First, null, 0.8, 0.3));

    [Theory]
    [InlineData(0.5, 0.25, 0.25)]
    [InlineData(0.49, 0.25, -7)]
    public void A_gate_opens_at_its_threshold(double gate, double value, double expected) =>
        Assert.Equal(expected, CompositionMethods.Create(CompositionMethods.Gate, Options with { Threshold = 0.5, Otherwise = -7 }).Combine([gate, value]));

    [Fact]
    public void Variance_is_the_population_s_and_its_weight_an_option() =>
        Assert.Equal(0.5 - (2 * 0.09), CompositionMethods.Create(CompositionMethods.MeanMinusVariance, Options with { VarianceWeight = 2 }).Combine([0.2, 0.8]), 1e-12);

    [Theory]
    [InlineData(800, 0)]
    [InlineData(-800, -800)]
    [InlineData(40, -4.248354255291589e-18)]
    public void Log_sigmoid_neither_overflows_nor_loses_what_is_small(double x, double expected) =>
        Assert.Equal(expected, CompositionMethods.Create(CompositionMethods.LogSigmoid, new() { Weights = [1], References = [0] }).Combine([x]), 1e-30);

    [Theory]
    [InlineData(CompositionMethods.Min, RewardScale.Signed, RewardScale.Signed, RewardScale.Signed)]
    [InlineData(CompositionMethods.Min, RewardScale.Signed, RewardScale.Probability, RewardScale.Logit)]
    [InlineData(CompositionMethods.Product, RewardScale.Probability, RewardScale.Probability, RewardScale.Probability)]
    [InlineData(CompositionMethods.MeanMinusVariance, RewardScale.Probability, RewardScale.Probability, RewardScale.Logit)]
    [InlineData(CompositionMethods.WeightedSum, RewardScale.Probability, RewardScale.Probability, RewardScale.Logit)] // 0.5 + 0.3 are not 1
    [InlineData(CompositionMethods.Gate, RewardScale.Logit, RewardScale.Probability, RewardScale.Probability)]
    [InlineData(CompositionMethods.LogSigmoid, RewardScale.Probability, RewardScale.Probability, RewardScale.Logit)]
    public void The_scale_is_kept_where_the_method_keeps_it(string method, RewardScale first, RewardScale second, RewardScale expected) =>
        Assert.Equal(expected, CompositionMethods.ScaleOf(method, Options with { Weights = [0.5, 0.3] }, [first, second]));

    [Fact]
    public void Weights_that_add_up_to_one_keep_the_scale() =>
        Assert.Equal(RewardScale.Signed, CompositionMethods.ScaleOf(CompositionMethods.WeightedSum, Options, [RewardScale.Signed, RewardScale.Signed, RewardScale.Signed]));

    [Fact]
    public void Values_of_a_scale_compose_to_one_of_the_scale_that_is_promised() =>
        Gen.Select(Gen.Double[0, 1].Array[2], Gen.Int[0, 2]).Sample(sample =>
        {
            var (drawn, missing) = sample;
            double?[] values = [missing == 0 ? null : drawn[0], missing == 1 ? null : drawn[1]];
            foreach (var method in CompositionMethods.Names.Where(method => missing == 2 || method != CompositionMethods.Gate))
            {
                var options = Options with { Weights = [0.25, 0.75], References = [0, 0] };
                var scale = CompositionMethods.ScaleOf(method, options, [RewardScale.Probability, RewardScale.Probability]);
                Assert.True(scale.Contains((float)CompositionMethods.Create(method, options).Combine(values)), method);
            }
        });

    [Fact]
    public void Numbers_are_composed_one_by_one()
    {
        var composed = Reward(CompositionMethods.WeightedSum, 3).Combine([new([1f, 2f]), new([0f, 10f]), new([1f, 0f])]);
        Assert.Equal([0.7f, 4f], composed.Value);
    }

    [Fact]
    public void Less_than_the_quorum_is_an_error_that_names_the_component()
    {
        ScoringResult<float[]>[] values = [new([1f]), new ScoringError(ScoringErrorCode.TooLong, "too long"), new([0.5f])];
        Assert.Equal(0.5f, Reward(CompositionMethods.Min, 2).Combine(values).Value[0]);
        var error = Reward(CompositionMethods.Min, 3).Combine(values).Error!;
        Assert.Equal((ScoringErrorCode.TooLong, "component 'b': too long (every component must have a value)"), (error.Code, error.Message));
        values[0] = new ScoringError(ScoringErrorCode.ModelError, "broken");
        error = Reward(CompositionMethods.Min, 2).Combine(values).Error!;
        Assert.Equal((ScoringErrorCode.ModelError, "component 'a': broken (2 of 3 components must have a value, and 1 have)"), (error.Code, error.Message));
        values[2] = values[0];
        Assert.False(Reward(CompositionMethods.First, 1).Combine(values).IsSuccess);
    }

    [Fact]
    public void What_is_too_large_for_a_float_is_an_error() =>
        Assert.Equal(ScoringErrorCode.ModelError, Reward(CompositionMethods.Product, 2).Combine([new([float.MaxValue]), new([2f])]).Error!.Code);

    private static RewardComposition Reward(string method, int quorum) => new(CompositionMethods.Create(method, Options), ["a", "b", "c"], quorum);

    private static double Combine(string method, params double?[] values) => CompositionMethods.Create(method, Options).Combine(values);
}
