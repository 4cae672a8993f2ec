using RewardServer.Errors;

namespace RewardServer.Dialects;

/// <summary>The HTTP API of another server, as far as its clients need it. What it asks of a model goes through the one pipeline.</summary>
internal interface IDialect
{
    /// <summary>Its name in paths (<c>/vllm/...</c>), in the configuration, and as a metric label.</summary>
    string Name { get; }

    /// <summary>What it is called in the API's document.</summary>
    string Title { get; }

    /// <summary>Its calls. Each answers behind the prefix; at the root too, where no other dialect's call means something else.</summary>
    IReadOnlyList<DialectRoute> Routes { get; }

    /// <summary>An error in the shape and with the status that its clients expect.</summary>
    DialectError ErrorOf(ApiException exception);
}
