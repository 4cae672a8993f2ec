namespace RewardServer.Telemetry;

/// <summary>Everything the server logs. Never text of users, nor anything made of it; event ids are stable.</summary>
internal static partial class Log
{
    /// <summary>A call failed in a way nobody foresaw.</summary>
    [LoggerMessage(1000, LogLevel.Error, "A call failed unexpectedly.")]
    public static partial void CallFailed(this ILogger logger, Exception exception);

    /// <summary>A call was answered with an error that is the server's.</summary>
    [LoggerMessage(1001, LogLevel.Warning, "A call of model {Model} was answered with {Code} after {Milliseconds} ms.")]
    public static partial void CallRefused(this ILogger logger, string model, string code, double milliseconds);

    /// <summary>The server starts to load a model.</summary>
    [LoggerMessage(1100, LogLevel.Information, "Loading the model in {Folder}.")]
    public static partial void ModelLoading(this ILogger logger, string folder);

    /// <summary>A model is loaded and warm.</summary>
    [LoggerMessage(1101, LogLevel.Information, "Serving {Model} ({Fingerprint}) on {Device}.")]
    public static partial void ModelLoaded(this ILogger logger, string model, string fingerprint, string device);

    /// <summary>Loading failed in a way nobody foresaw.</summary>
    [LoggerMessage(1102, LogLevel.Critical, "The models could not be loaded.")]
    public static partial void LoadingFailed(this ILogger logger, Exception exception);

    /// <summary>A checkpoint is imported because it is used for the first time.</summary>
    [LoggerMessage(1103, LogLevel.Information, "Importing the checkpoint {Checkpoint} into {Folder}.")]
    public static partial void Importing(this ILogger logger, string checkpoint, string folder);

    /// <summary>A model was replaced while the server runs.</summary>
    [LoggerMessage(1105, LogLevel.Information, "Serving {Model} ({Fingerprint}) in place of {Previous}.")]
    public static partial void ModelReplaced(this ILogger logger, string model, string fingerprint, string previous);

    /// <summary>A model was not replaced.</summary>
    [LoggerMessage(1106, LogLevel.Warning, "{Model} was not replaced: {Reason}")]
    public static partial void ReloadRefused(this ILogger logger, string model, string reason);

    /// <summary>A replaced model has answered its last call.</summary>
    [LoggerMessage(1107, LogLevel.Information, "{Model} ({Fingerprint}), which was replaced, is freed.")]
    public static partial void ModelFreed(this ILogger logger, string model, string fingerprint);

    /// <summary>A replaced model could not be freed.</summary>
    [LoggerMessage(1108, LogLevel.Error, "{Model}, which was replaced, could not be freed.")]
    public static partial void FreeingFailed(this ILogger logger, string model, Exception exception);

    /// <summary>A batch failed.</summary>
    [LoggerMessage(1104, LogLevel.Error, "A batch of model {Model} failed.")]
    public static partial void BatchFailed(this ILogger logger, string model, Exception exception);

    /// <summary>Redis fails, and steps are computed instead.</summary>
    [LoggerMessage(1300, LogLevel.Warning, "Redis is not used as it should be: {Reason}.")]
    public static partial void RedisDegraded(this ILogger logger, string reason);

    /// <summary>Redis is well.</summary>
    [LoggerMessage(1301, LogLevel.Information, "Redis is connected and well.")]
    public static partial void RedisReady(this ILogger logger);

    /// <summary>Everything is loaded.</summary>
    [LoggerMessage(1200, LogLevel.Information, "Ready after {Milliseconds} ms.")]
    public static partial void ServerReady(this ILogger logger, double milliseconds);

    /// <summary>The server begins to stop.</summary>
    [LoggerMessage(1201, LogLevel.Information, "Stopping; calls in flight: {InFlight}.")]
    public static partial void Draining(this ILogger logger, int inFlight);

    /// <summary>The server gave up on calls in flight.</summary>
    [LoggerMessage(1202, LogLevel.Warning, "Stopped waiting after {Seconds} s; calls given up: {InFlight}.")]
    public static partial void DrainTimedOut(this ILogger logger, double seconds, int inFlight);
}
