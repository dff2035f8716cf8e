using Swarm.Core.Errors;

namespace Swarm.Backends.Http;

/// <summary>Why a call gave nothing.</summary>
/// <param name="Error">What to tell the user.</param>
/// <param name="MayHaveTakenEffect">Whether the service may have done what was asked all the same.</param>
/// <param name="RetryAfter">How long the service asks to be left alone, where it does.</param>
/// <param name="Status">The status, or null where there was no answer.</param>
/// <param name="MayRepeat">Whether another attempt can help, and can do no harm.</param>
internal sealed record HttpFailure(
    SwarmException Error, bool MayHaveTakenEffect = false, TimeSpan? RetryAfter = null, int? Status = null, bool MayRepeat = false);
