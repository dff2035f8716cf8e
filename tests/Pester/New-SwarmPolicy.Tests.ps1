BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
}
AfterAll { Exit-Scene }

Describe 'New-SwarmPolicy' {
    It 'leaves nothing with -WhatIf' {
        New-SwarmPolicy -WhatIf | Should -BeNullOrEmpty
        Test-Path policy.json | Should -BeFalse
    }

    It 'writes the rules that it is given, and their hash' {
        $policy = New-SwarmPolicy ./given.json -Name 'a build' -RouteMode Direct -AllowedProgram pwsh, git -BlockedProgram curl -AllowedHost '*.example.org' -AllowedPort 443 -AllowedRange '192.0.2.0/24' -RunTime 90 -RetryCount 2 -MemoryLimit 2GB -LogLimit 1MB -OutputLimit 1GB -Required run_time, retries
        $policy.Path | Should -Be (Get-Item given.json).FullName
        $policy.PolicyHash | Should -Be "sha256:$((Get-FileHash given.json).Hash.ToLowerInvariant())"
        $policy.AllowedProgram | Should -Be pwsh, git
        $policy.RunTime | Should -Be ([timespan]'0:01:30')
        $content = Get-Content given.json -Raw | ConvertFrom-Json
        $content.type | Should -Be swarm-policy-v1
        $content.route_mode | Should -Be direct
        $content.limits.memory_bytes | Should -Be 2GB
        $content.required | Should -Be run_time, retries
    }

    It 'writes a restrictive one where it is given no rule' {
        $policy = New-SwarmPolicy -Name strict
        $policy.Name | Should -Be strict
        (Get-Content policy.json -Raw | ConvertFrom-Json).allowed_programs.Count | Should -Be 0
        $policy.Required | Should -Contain programs
    }

    It 'never replaces a file' {
        $before = Get-Content given.json -Raw
        New-SwarmPolicy given.json -RunTime 1 -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmPathInvalid,*'
        Get-Content given.json -Raw | Should -Be $before
    }

    It 'refuses what is out of bounds, and writes nothing' {
        New-SwarmPolicy bad.json -AllowedPort 70000 -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmPolicyInvalid,*'
        $failure[0].CategoryInfo.Category | Should -Be PermissionDenied
        { New-SwarmPolicy bad.json -Required nonsense } | Should -Throw
        New-SwarmPolicy bad.json -Required memory -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Test-Path bad.json | Should -BeFalse
    }

    It 'takes its members from objects by name' {
        $made = [pscustomobject]@{ Path = 'one.json'; RunTime = 60 }, [pscustomobject]@{ Path = 'two.json'; RunTime = 120 } | New-SwarmPolicy
        $made.RunTime.TotalSeconds | Should -Be 60, 120
    }

    It 'gives what a run takes as its policy' {
        $policy = New-SwarmPolicy run.json -RunTime 120 -AllowedProgram pwsh
        $run = Start-SwarmRun -Policy $policy -Label policed { 'hello' } -WarningAction SilentlyContinue
        $run.Status | Should -Be succeeded
        (Get-Content $run.CertificatePath -Raw | ConvertFrom-Json).policy.policy_hash | Should -Be $policy.PolicyHash
        Resume-SwarmRun policed -Command git, --version -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmPolicyDenied,*'
        Resume-SwarmRun policed -Timeout 121 { 'too long' } -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmPolicyDenied,*'
        (Resume-SwarmRun policed { 'again' }).Status | Should -Be succeeded
    }
}
