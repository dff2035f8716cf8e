namespace Swarm.Backends.GitHub.Lookups;

/// <summary>A branch or a tag, and the object of Git that it is at.</summary>
/// <param name="Name">The full name of a reference, or the id of a tag.</param>
/// <param name="Type">The object's type: <c>commit</c>, <c>tag</c> and others.</param>
/// <param name="Id">The object's id.</param>
internal sealed record NamedObject(string Name, string Type, string Id);
