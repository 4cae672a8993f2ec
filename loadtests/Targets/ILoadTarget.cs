using RewardServer.LoadTests.Load;

namespace RewardServer.LoadTests.Targets;

/// <summary>A server under load.</summary>
internal interface ILoadTarget : IAsyncDisposable
{
    /// <summary>Its process, and those it needs.</summary>
    IReadOnlyList<int> ProcessIds { get; }

    /// <summary>Makes a request ready to be sent, so that nothing is left to do but sending.</summary>
    Func<Task<Answer>> Prepare(LoadCall call);

    /// <summary>Reads an answer with scores, after the run.</summary>
    Reply Read(LoadCall call, Answer answer);
}
