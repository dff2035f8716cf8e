namespace Swarm.Storage.Trees;

/// <summary>Something that no snapshot can hold.</summary>
/// <param name="Path">Its path; bytes that are not Unicode are written as <c>\x</c> and two digits.</param>
/// <param name="Reason">Why, as a clause: <c>it is a pipe</c>.</param>
public sealed record RefusedPath(string Path, string Reason);
