namespace Swarm.Backends.GitHub.Answers;

/// <summary>POST dispatches.</summary>
internal sealed record DispatchRequest(string Ref, IReadOnlyDictionary<string, string> Inputs, bool? ReturnRunDetails);
