using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Modeling.Tests;

public sealed class GenerationConfigTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private IReadOnlyList<int> Read(string? config, string? generation)
    {
        if (config is not null)
            File.WriteAllText(_folder["config.json"], config);
        if (generation is not null)
            File.WriteAllText(_folder["generation_config.json"], generation);
        return GenerationConfig.Read(new CheckpointFolder(_folder.Root), vocabulary: 10).EndIds;
    }

    [Theory]
    [InlineData("{\"eos_token_id\": 3}", null, new[] { 3 })]
    [InlineData("{\"eos_token_id\": 3}", "{\"eos_token_id\": [9, 0]}", new[] { 9, 0 })]
    [InlineData("{\"eos_token_id\": 3}", "{\"eos_token_id\": null}", new[] { 3 })]
    [InlineData("{\"eos_token_id\": []}", null, new int[0])]
    [InlineData("{}", "{}", new int[0])]
    public void End_tokens_are_those_of_the_generation_config_first(string config, string? generation, int[] expected) =>
        Assert.Equal(expected, Read(config, generation));

    [Theory]
    [InlineData("{\"eos_token_id\": 10}")]
    [InlineData("{\"eos_token_id\": -1}")]
    [InlineData("{\"eos_token_id\": [1, \"2\"]}")]
    [InlineData("{\"eos_token_id\": 1.5}")]
    public void End_token_that_is_none_is_refused(string config) =>
        Assert.Contains("eos_token_id", Assert.Throws<CheckpointException>(() => Read(config, null)).Message, StringComparison.Ordinal);
}
