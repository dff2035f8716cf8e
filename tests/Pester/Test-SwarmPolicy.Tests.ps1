BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $policy = New-SwarmPolicy small.json -RunTime 60 -Sandbox None -AllowedHost localhost -BlockedProgram no-such-program
}
AfterAll { Exit-Scene }

Describe 'Test-SwarmPolicy' {
    It 'tells which rules are enforced here' {
        $verdict = $policy | Test-SwarmPolicy
        $verdict.IsValid | Should -BeTrue
        $verdict.PolicyHash | Should -Be $policy.PolicyHash
        $verdict.Unenforced | Should -Contain hosts
        if (-not $IsMacOS) { $verdict.Enforced | Should -Contain run_time }
        Get-Item small.json | Test-SwarmPolicy -Quiet | Should -BeTrue
        'small.json' | Test-SwarmPolicy -Quiet | Should -BeTrue
    }

    It 'says why a policy is none' {
        Set-Content unknown.json '{"type":"swarm-policy-v1","colour":"blue"}'
        $verdict = Test-SwarmPolicy unknown.json
        $verdict.IsValid | Should -BeFalse
        $verdict.Code | Should -Be POLICY_INVALID
        $verdict.Reason | Should -Match colour
        $verdict.PolicyHash | Should -BeNullOrEmpty
    }

    It 'finds that what is required cannot be enforced' {
        $verdict = New-SwarmPolicy hosts.json -Sandbox None -AllowedHost localhost -Required hosts | Test-SwarmPolicy
        $verdict.IsValid | Should -BeFalse
        $verdict.Code | Should -Be POLICY_UNSUPPORTED
    }

    It 'holds a program against a policy' {
        $programs = New-SwarmPolicy programs.json -AllowedProgram pwsh
        $programs | Test-SwarmPolicy -Command pwsh, -NoProfile -Quiet | Should -BeTrue
        ($programs | Test-SwarmPolicy -Command ($IsWindows ? 'cmd' : 'sh')).Code | Should -Be POLICY_DENIED
    }

    It 'holds the certificate of a run against a policy' {
        $run = Start-SwarmRun -Policy small.json { 'hello' }
        $run | Test-SwarmPolicy small.json -Quiet | Should -BeTrue
        Test-SwarmPolicy small.json -CertificatePath $run.CertificatePath -Quiet | Should -BeTrue
        $verdict = $run | Test-SwarmPolicy programs.json
        $verdict.IsValid | Should -BeFalse
        $verdict.Code | Should -Be POLICY_HASH_MISMATCH
    }

    It 'refuses a file that is not there' {
        Test-SwarmPolicy nowhere.json -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmPathInvalid,*'
    }
}
