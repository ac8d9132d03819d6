from remez import *
import sys
which=set(sys.argv[1:])
def go(n): return not which or n in which
h=m.log(2)/256
def safe(f): return lambda x: f(x) if abs(x)>mpf(2)**-60 else f(mpf(2)**-60)
if go('exp'): fit('exp', safe(lambda r:(m.expm1(r)-r)/r**2),[0,1,2,3],-h,h*1.0001, w=safe(lambda r:r**2))
if go('exp2'): fit('exp2', safe(lambda r:m.expm1(r*m.log(2))/r),[0,1,2,3,4],-mpf(1)/256,mpf(1)/256,w=safe(lambda r:r),)
if go('expm1'): fit('expm1', safe(lambda x:(m.expm1(x)-x-x*x/2)/x**3),list(range(10)),-0.36,0.36,w=safe(lambda x:x**2))
if go('log'): fit('log', safe(lambda r:(m.log1p(r)-r+r*r/2)/r**3),list(range(6)),-0.00522,0.00522,w=safe(lambda r:r**2))
q=m.pi/4*mpf('1.0002')
sq=lambda f: (lambda z: f(m.sqrt(z)))
if go('sin'): fit('sin', sq(lambda x:(m.sin(x)-x)/x**3),list(range(6)),mpf(2)**-60,q*q,w=sq(lambda x:x**2))
if go('cos'): fit('cos', sq(lambda x:(m.cos(x)-1+x*x/2)/x**4),list(range(6)),mpf(2)**-60,q*q,w=sq(lambda x:x**4))
if go('tanh'): fit('tanh', sq(lambda x:(m.tanh(x)-x)/x**3),list(range(8)),mpf(2)**-60,mpf('0.26')**2,w=sq(lambda x:x**2))
if go('sinh'): fit('sinh', sq(lambda x:(m.sinh(x)-x)/x**3),list(range(5)),mpf(2)**-60,mpf('0.26')**2,w=sq(lambda x:x**2))
if go('asin'): fit('asin', sq(lambda x:(m.asin(x)-x)/x**3),list(range(12)),mpf(2)**-60,mpf('0.2501'),w=sq(lambda x:x**2))
if go('atan'): fit('atan', sq(lambda x:(m.atan(x)-x)/x**3),list(range(11)),mpf(2)**-60,mpf('0.4376')**2,w=sq(lambda x:x**2))
if go('tan'): fit('tan', sq(lambda x:(m.tan(x)-x)/x**3),list(range(13)),mpf(2)**-60,q*q,w=sq(lambda x:x**2))
if go('tan2'): pass
if go('erf'): fit('erf', sq(lambda x:(m.erf(x)/x-2/m.sqrt(m.pi))/x**2),list(range(5)),mpf(2)**-60,mpf(1)/256*mpf('1.001'),w=sq(lambda x:x**2))
if go('erfw'): fit('erfw', sq(lambda x:(m.erf(x)/x-2/m.sqrt(m.pi))/x**2),list(range(11)),mpf(2)**-60,mpf('0.25'),w=sq(lambda x:x**2))
if go('cbrt'): fit('cbrt', lambda x: x**(mpf(1)/3),list(range(5)),1,2.0001)
if go('log5'): fit('log5', safe(lambda r:(m.log1p(r)-r+r*r/2)/r**3),list(range(5)),-0.00522,0.00522,w=safe(lambda r:r**2))
if go('log4'): fit('log4', safe(lambda r:(m.log1p(r)-r+r*r/2)/r**3),list(range(4)),-0.00522,0.00522,w=safe(lambda r:r**2))
