using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RewardServer.Tests.Readme;

/// <summary>A <c>curl</c> call of the README and the answer shown under it.</summary>
internal sealed partial record ReadmeExample(string Path, string Body, JsonNode Answer)
{
    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<ReadmeExample> Read(string readme) =>
    [
        .. Block().Matches(readme).Select(match => new ReadmeExample(match.Groups["path"].Value, match.Groups["body"].Value, JsonNode.Parse(match.Groups["answer"].Value)!)),
    ];

    [GeneratedRegex(@"```sh\ncurl [^']*(?<path>/v1/[a-z-]+) [^']*'[^']*' -d '(?<body>[^']*)'\n```\n```json\n(?<answer>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
