using System.Text.Json;
using System.Text.Json.Serialization;

namespace RewardServer.LoadTests.Runs;

/// <summary>A file of <c>loadtests/scenarios</c>: what is asked, how fast, and of which servers, that take turns.</summary>
internal sealed record LoadScenario
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <summary>The question, as the report's title.</summary>
    public required string Title { get; init; }

    /// <summary>A name of <see cref="ModelShape"/>, or <c>bundled</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Seed of texts and arrivals.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How often every variant has its turn.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>What is asked.</summary>
    public required Workload Workload { get; init; }

    /// <summary>How fast.</summary>
    public required LoadShape Load { get; init; }

    /// <summary>The servers; the first is what the others are compared with.</summary>
    public required ScenarioVariant[] Variants { get; init; }

    /// <summary>Reads one.</summary>
    public static LoadScenario Read(string file) => JsonSerializer.Deserialize<LoadScenario>(File.ReadAllBytes(file), Json)!;
}
