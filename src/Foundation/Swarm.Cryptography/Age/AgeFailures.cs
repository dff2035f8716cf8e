using Swarm.Core.Errors;

namespace Swarm.Cryptography.Age;

/// <summary>Tells a wrong key from a damaged file, from the exception that opening an age file threw.</summary>
public static class AgeFailures
{
    private const string DataKey = "age";

    /// <summary>Gives the reason why an age file was not opened.</summary>
    /// <param name="exception">The exception.</param>
    /// <returns>The reason, or null where the exception has another source.</returns>
    public static AgeFailure? Of(SwarmException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception.Data[DataKey] as AgeFailure?;
    }

    internal static SwarmException Create(AgeFailure failure, string message) => Create(failure, ErrorCode.SealInvalid, message);

    internal static SwarmException Create(AgeFailure failure, ErrorCode code, string message)
    {
        var exception = new SwarmException(code, message);
        exception.Data[DataKey] = failure;
        return exception;
    }

    internal static SwarmException Header(string reason) => Create(
        AgeFailure.HeaderInvalid,
        $"The header of the age file is malformed: {reason}. The file is not an age file, or was altered: get it again from its source.");

    internal static SwarmException Armor(string reason) => Create(
        AgeFailure.ArmorInvalid,
        $"The armor of the age file is malformed: {reason}. Copy the file again, from its BEGIN line to its END line.");

    internal static SwarmException Payload(string reason) => Create(
        AgeFailure.PayloadInvalid,
        $"The age file is damaged: {reason}. Get it again from its source.");
}
