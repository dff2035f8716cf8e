using Swarm.Core.Errors;

namespace Swarm.Backends.Http;

/// <summary>How one kind of refusal is reported.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Advice">One sentence: what to do about it.</param>
internal sealed record HttpFailureKind(ErrorCode Code, string Advice);
